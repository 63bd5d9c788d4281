"""The workbook: a case and its calculation as live formulas."""
