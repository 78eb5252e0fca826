"""What tests and benches share: stand-ins, halls, conversations, cases and measures. Product code never imports it."""
