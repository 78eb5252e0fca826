"""Sign-in to the console by the organisation's own server (`operators.oidc`)."""
