"""Admission: measured capacity, a fair queue, and the metering behind them."""
