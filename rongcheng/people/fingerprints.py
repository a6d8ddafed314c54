"""What each blind index is made for: the same number under another purpose gives another index."""

ID_PURPOSE, PHONE_PURPOSE, CONTENT_PURPOSE = "id", "phone", "content"
