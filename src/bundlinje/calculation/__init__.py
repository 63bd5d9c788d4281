"""What an intervention is expected to cost and give: case → draws → flows → result."""
