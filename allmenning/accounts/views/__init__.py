"""One file per noun: sign_in, account, roles, second_factor, demo."""
