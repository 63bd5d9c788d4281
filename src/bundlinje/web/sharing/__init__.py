"""Cases shown to others: shares, links, comments, reviews, versions, copies and the library."""
