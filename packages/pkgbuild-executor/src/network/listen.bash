# shellcheck shell=bash
# Runs a listener of ours, then becomes the command: without the channel, and without the variables that name it to Node.
# Arguments: the channel's descriptor, node, the listener's program, the port, the command.
channel=$1
"$2" -e "$3" "$4" || exit 121
unset NODE_CHANNEL_FD NODE_CHANNEL_SERIALIZATION_MODE
shift 4
exec "$@" {channel}>&-
