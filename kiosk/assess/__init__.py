"""The periodic security self-assessment (定期安全评估): checks of a hall, each with a verdict and the "
"clause it answers."""
