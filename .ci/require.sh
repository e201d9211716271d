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

# npm_ci installs the npm packages of a folder, unless this was done after the last change of package-lock.json. Its
# arguments are the folder and options of npm.
npm_ci() {
	local folder=$1
	shift
	[ "$folder/node_modules/.package-lock.json" -nt "$folder/package-lock.json" ] ||
		npm ci --prefix "$folder" --loglevel=error "$@"
}

# debian_install installs packages with apt-get, as root.
debian_install() {
	local as_root=()
	[ "$(id -u)" = 0 ] || as_root=(sudo)
	"${as_root[@]}" apt-get update -qq
	"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null
}
