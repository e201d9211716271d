# Functions for the run scripts of this folder, which source this file. At the end of a script, the folder $work is deleted
# and the processes in $started are killed.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
. "$root/.ci/require.sh"
work=$(mktemp -d)
started=()
finish() {
	for id in "${started[@]}"; do
		kill "$id" 2>/dev/null && wait "$id" 2>/dev/null || true
	done
	chmod -R u+w "$work"
	rm -rf "$work"
}
trap finish EXIT

# module downloads a Go module and prints its folder, which is read-only.
module() { go mod download -json "$1" | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p'; }

# start_mock starts the mock server on a free port. Its arguments are flags of the server.
start_mock() {
	(cd "$root" && go build -o "$work/imagekit-mock" ./conformance/mockserver/cmd/imagekit-mock)
	unset "${!IMAGEKIT_MOCK_@}" # ignore the caller's environment
	# Without rendering, pre-transformations do not change what is uploaded, so that bytes can be compared.
	"$work/imagekit-mock" -addr 127.0.0.1:0 -validate -render=false "$@" >"$work/mock.txt" &
	started+=($!)
	until grep -qs '^webhook secret' "$work/mock.txt"; do # the last line that the server prints when it starts
		kill -0 "${started[-1]}"                           # ends the script if the server has exited
		sleep 0.1
	done
	export MOCK_URL MOCK_URL_ENDPOINT MOCK_PRIVATE_KEY MOCK_PUBLIC_KEY MOCK_WEBHOOK_SECRET
	MOCK_URL=$(value 'API and uploads') MOCK_URL_ENDPOINT=$(value 'URL endpoint')
	MOCK_PRIVATE_KEY=$(value 'private key') MOCK_PUBLIC_KEY=$(value 'public key')
	MOCK_WEBHOOK_SECRET=$(value 'webhook secret')
}

# value prints the value that the mock server has printed after a name.
value() { sed -n "s/^$1  *//p" "$work/mock.txt"; }

# operations prints the operations of the API that were not called, and fails if fewer than $1 operations were called.
operations() {
	local address=${MOCK_URL#http://} called
	exec 3<>"/dev/tcp/${address%:*}/${address##*:}"
	printf 'GET /_mock/requests HTTP/1.0\r\nHost: %s\r\n\r\n' "$address" >&3
	cat <&3 >"$work/requests.json"
	grep -o '"operation": *"[A-Za-z0-9]*"' "$work/requests.json" | sed 's/.*"\(.*\)"/\1/' | sort -u >"$work/called"
	sed -n 's/^ *operationId: \([^o]\|o[^n]\)/\1/p' "$root/openapi.yaml" | sort -u >"$work/all" # without webhooks, whose names begin with on
	called=$(comm -12 "$work/called" "$work/all" | wc -l)
	echo "$called operations called; not called: $(comm -13 "$work/called" "$work/all" | tr '\n' ' ')"
	[ "$called" -ge "$1" ]
}
