"""A trip as pages to print: text with the fonts it is set in, and a drawn map of each day."""
