"""The screens: each function takes an Ask and gives a Response."""
