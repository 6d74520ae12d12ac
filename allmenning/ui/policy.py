"""What answers tell the browser about security, as plain text that needs no Django."""

# Designsystemet draws its icons as data: masks.
POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
# Public files need a style sheet and perhaps a picture, and run nothing at all.
FILES_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
REFERRER = "strict-origin-when-cross-origin"
