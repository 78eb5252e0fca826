"""The operators' console: accounts, roles, and the routes under `/console/api` of the operators' listener."""
