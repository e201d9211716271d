# Functions for scripts that need more than Go. The scripts source this file.

# require ends the script with status 3 if any of the commands in its arguments is not installed, after it has printed
# their names. .ci/run reports a script that ends with this status as skipped.
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

# debian_install installs packages with apt-get, as root.
debian_install() {
	local as_root=()
	[ "$(id -u)" = 0 ] || as_root=(sudo)
	"${as_root[@]}" apt-get update -qq
	"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null
}
