"""The web application: calculate and understand, in Danish, in the browser."""
