#!/bin/bash
# build-image.sh NAME FILE: packs Debian's python3, with TLS, and server.py beside this script into an OCI archive.
# APUS names the apus binary to pack with.
set -euo pipefail
name=$1 file=$2
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
python=$(readlink -f /usr/bin/python3)
library=/usr/lib/${python##*/}

copy() { # copies files to the same place in the image, with the libraries they need
  local file
  for file in "$@"; do
    mkdir -p "$root$(dirname "$file")"
    cp -L "$file" "$root$file"
    ldd "$file" 2>/dev/null | grep -oE '/[^ ]+' | while read -r needed; do
      [ -e "$root$needed" ] || { mkdir -p "$root$(dirname "$needed")" && cp -L "$needed" "$root$needed"; }
    done
  done
}

mkdir -p "$root/tmp" "$root/usr/bin" "$root$library" "$root/etc/ssl"
chmod 1777 "$root/tmp"
copy "$python"
ln -s "${python##*/}" "$root/usr/bin/python3"
# What a server needs; tests, tools and the editor stay out.
tar -C "$library" --exclude=test --exclude=idlelib --exclude=lib2to3 --exclude=ensurepip --exclude=distutils \
  --exclude=tkinter --exclude=turtledemo --exclude=__pycache__ --exclude='config-*' --exclude=pydoc_data -cf - . |
  tar -C "$root$library" -xf -
for module in "$library"/lib-dynload/{_ssl,_hashlib}*.so; do copy "$module"; done
[ -e /etc/ssl/openssl.cnf ] && cp -L /etc/ssl/openssl.cnf "$root/etc/ssl/"
cp "$(dirname "$0")/server.py" "$root/server.py"
printf 'root:x:0:0:root:/:/bin/sh\n' >"$root/etc/passwd"
"$APUS" image pack "$root" --name "$name" --output "$file" --command=/usr/bin/python3 --command=/server.py
