"""Allmenning: municipalities share what they know about social media, and act on it."""
