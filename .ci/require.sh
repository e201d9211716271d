# Scripts that need more than Go source this file.

# require ends the script with status 3 if commands are not installed, and names them. .ci/run takes that as a check
# that was skipped.
require() {
	local tool missing=()
	for tool; do
		command -v "$tool" >/dev/null || missing+=("$tool")
	done
	[ "${#missing[@]}" = 0 ] || {
		echo "skipped: not installed: ${missing[*]}"
		exit 3
	}
}

# debian_install runs apt-get install, as root.
debian_install() {
	local as_root=()
	[ "$(id -u)" = 0 ] || as_root=(sudo)
	"${as_root[@]}" apt-get update -qq
	"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null
}
