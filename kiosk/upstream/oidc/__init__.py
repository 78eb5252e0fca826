"""Sign-in by the organisation's own server (OpenID Connect Core 1.0, authorization code with PKCE)."""
