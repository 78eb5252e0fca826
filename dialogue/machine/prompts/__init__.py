"""What is said and shown for the open question, and what recognition may expect as its answer."""
