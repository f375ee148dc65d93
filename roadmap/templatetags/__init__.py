"""What templates load: `{% load presentation %}`."""
