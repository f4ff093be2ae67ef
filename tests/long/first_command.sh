#!/usr/bin/env bash
# Types «make serve» on a minimal Debian 12 (git, make, python3), as root, then as a plain user of
# the same machine, without sudo: each must have the atlas, with the map of France.
# Needs root, debootstrap and the registries that this machine is set up for. Ten minutes at most.
set -euo pipefail
cd "$(dirname "$0")/../.."
port=${PORT:-8631}
longest=${LONGEST_S:-420}

if [ "$(id -u)" != 0 ] || ! command -v debootstrap >/dev/null; then
  echo "Non joué : il faut root et debootstrap (apt-get install -y debootstrap)." >&2
  [ -z "${CI:-}" ]
  exit
fi

machine=$(mktemp -d)
server=""
stop() {
  [ -z "$server" ] || kill -- "-$server" 2>/dev/null || true
  [ -z "$server" ] || wait "$server" 2>/dev/null || true
  server=""
}
leave() {
  stop
  umount "$machine/proc" 2>/dev/null || true
  rm -rf --one-file-system "$machine"
}
trap leave EXIT

chmod 755 "$machine"  # Others than root live in it.
echo "Une Debian minimale…"
debootstrap --variant=minbase --include=git,make,python3 bookworm "$machine" >"$machine.log" 2>&1 \
  || { tail -n 5 "$machine.log" >&2; exit 1; }
rm "$machine.log"
mount -t proc proc "$machine/proc" 2>/dev/null || true
cp /etc/resolv.conf /etc/hosts "$machine/etc/"
# The registries, as this machine reaches them.
for file in /etc/ssl/certs/ca-certificates.crt /etc/pip.conf /etc/npmrc; do
  [ ! -f "$file" ] || install -D -m 644 "$file" "$machine$file"
done
mapfile -t known < <(env | grep -E '^(https?_proxy|no_proxy|PIP_|UV_|SSL_CERT|NODE_EXTRA|npm_config_)' || true)
# «apt-get install ca-certificates» writes their file anew, from these.
own=/usr/local/share/ca-certificates
[ ! -d "$own" ] || { mkdir -p "$machine$own" && cp -r "$own/." "$machine$own"; }
for found in ${PIP_FIND_LINKS:-}; do
  [ ! -d "$found" ] || { mkdir -p "$machine$found" && cp -r "$found/." "$machine$found"; }
done

answers() {
  python3 -c 'import sys, urllib.request as ask; ask.urlopen(sys.argv[1], timeout=5)' \
    "http://127.0.0.1:$1/readyz" 2>/dev/null
}

# serve USER HOME PORT: types the command, waits for the atlas, counts its communes.
serve() {
  local user=$1 home=$2 port=$3 started=$SECONDS
  git clone --quiet . "$machine$home/atlas"
  chroot "$machine" chown -R "$user:" "$home/atlas"
  setsid chroot --userspec="$user:" "$machine" \
    env -i HOME="$home" USER="$user" LANG=C.UTF-8 PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin \
    "${known[@]}" make -C "$home/atlas" serve "PORT=$port" >"$machine/$user.log" 2>&1 &
  server=$!
  until answers "$port"; do
    if ! kill -0 "$server" 2>/dev/null || [ $((SECONDS - started)) -gt "$longest" ]; then
      echo "$user : pas d’atlas au bout de $((SECONDS - started)) s." >&2
      tail -n 20 "$machine/$user.log" >&2
      exit 1
    fi
    sleep 1
  done
  echo "$user : l’atlas répond en $((SECONDS - started)) s."
  python3 - "$machine$home/atlas/data/cls.gpkg" "$user" <<'COUNT'
import sqlite3, sys
store = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
(communes,) = store.execute("SELECT count(*) FROM commune").fetchone()
maps = [name for (name,) in store.execute("SELECT name FROM map_asset")]
print(f"{sys.argv[2]} : {communes} communes ; cartes : {', '.join(sorted(maps)[:8])}…")
sys.exit(communes < 34_000)
COUNT
  stop
}

serve root /root "$port"
chroot "$machine" useradd --create-home --shell /bin/bash habitant
[ ! -e "$machine/usr/bin/sudo" ] || { echo "sudo ne devrait pas être là." >&2; exit 1; }
serve habitant /home/habitant "$((port + 1))"
