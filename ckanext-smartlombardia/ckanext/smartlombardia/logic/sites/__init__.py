"""From the home page of a body to the products that it shows: one page a body, once a month, where the site allows."""
