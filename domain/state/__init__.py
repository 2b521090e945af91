"""State documents: from facts at one as-of to what is answered about a company, deal, person or package."""
