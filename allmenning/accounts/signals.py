"""News that higher rooms may want; listed in ARCHITECTURE.md."""

from django.dispatch import Signal

# Somebody has proven the job e-mail, for the first time or anew after eleven months.
# Sent inside the transaction with sender=User, user and at; receivers must bear a repetition.
email_verified = Signal()
