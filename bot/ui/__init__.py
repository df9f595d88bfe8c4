"""Everything a member sees: words, colours, layouts, buttons, pictures, and the words for what fails."""
