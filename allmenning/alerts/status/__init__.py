"""Status pages: what inhabitants read, as files that need nothing behind them."""
