"""The workbook of a contract: settlement lines and cash by date as formulas that calculate."""
