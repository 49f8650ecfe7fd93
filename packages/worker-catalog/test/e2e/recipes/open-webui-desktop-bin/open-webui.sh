#!/bin/sh
exec "/opt/Open WebUI/open-webui" "$@"
