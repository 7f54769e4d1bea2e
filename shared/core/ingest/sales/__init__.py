"""Exports of invoices, and the tax numbers and products in them."""
