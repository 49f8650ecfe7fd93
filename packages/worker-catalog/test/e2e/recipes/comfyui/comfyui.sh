#!/bin/sh
exec python3 _PREFIX_/main.py "$@"
