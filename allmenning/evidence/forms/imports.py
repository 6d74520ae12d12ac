"""Upload of a file: first what it would do, then the same rows again to store them."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmenning.evidence.actions import FileNotReadable, read_file

LARGEST_UPLOAD = 2_000_000


class ImportForm(forms.Form):
    """A file, or the text of the file that was just checked."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        help_text=gettext_lazy("JSON or CSV in UTF-8, at most 2 MB."),
    )
    text = forms.CharField(
        label=gettext_lazy("Content of the file"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=gettext_lazy("Paste here instead of choosing a file."),
    )

    def clean(self) -> dict[str, Any]:
        """Read the file into a document, or say why it cannot be read."""
        cleaned = super().clean() or self.cleaned_data
        upload, text = cleaned.get("file"), cleaned.get("text") or ""
        if not upload and not text.strip():
            self.add_error("file", _("Choose a file, or paste its content."))
            return cleaned
        name = upload.name if upload else "pasted"
        content = upload.read(LARGEST_UPLOAD + 1) if upload else text.encode()
        try:
            cleaned["document"] = read_file(name, content, largest=LARGEST_UPLOAD)
            cleaned["content"] = content.decode("utf-8-sig")
        except FileNotReadable as fault:
            self.add_error("file" if upload else "text", str(fault))
        return cleaned
