"""Know who: students, sections, people around them, and what is known of each student."""
