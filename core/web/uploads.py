"""Pictures that a form brings: its one field, and what was sent in it."""

from typing import Final

import wtforms

from core.i18n import N_
from core.pictures import MOST_BYTES, PictureRefused
from core.unused_uploads import UploadService
from core.web.forms import Form
from core.web.request import Request

#: Bytes of the whole form: more than a picture may have, so that who sends a camera's photo gets a sentence about it.
FORM_WITH_PICTURE: Final = 12 * 1024 * 1024


class PictureForm(Form):
    """A picture to upload."""

    file = wtforms.FileField(N_("Picture"))  # type: ignore[arg-type]  # a sentence that waits for its language


class NothingSent(PictureRefused):
    """The form came without a file."""

    default = N_("Please choose a file first.")


def sent_picture(request: Request, form: PictureForm) -> bytes:
    """Return what was chosen in a form, unjudged; raise NothingSent where nothing was."""
    upload = request.files.get(form.file.name)
    content: bytes = upload.file.read(MOST_BYTES + 1) if upload is not None else b""
    if not content:
        raise NothingSent
    return content


def look_again(request: Request, name: str) -> None:
    """Have a file that was just kept deleted in a day if nothing names it then, whatever becomes of this request."""
    request.record(lambda db: UploadService(db).let_go(name))
