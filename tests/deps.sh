#!/bin/sh
# Installs the Debian packages that are missing, saying which: deps.sh PACKAGE...
# Silent and fast when all are there. On other systems it says what is needed and goes on.
if ! command -v dpkg-query >/dev/null; then
    echo "duban needs what Debian calls: $*"
    exit 0
fi
present=" $(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" 2>/dev/null |
    sed -n 's/ installed$//p' | tr '\n' ' ')"
missing=
for package in "$@"; do
    case $present in
    *" $package "*) ;;
    *) missing="$missing $package" ;;
    esac
done
[ -z "$missing" ] && exit 0
echo "installing:$missing"
as_root=
[ "$(id -u)" -eq 0 ] || as_root=sudo
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086 # words on purpose
$as_root apt-get update -q && $as_root apt-get install -q -y --no-install-recommends $missing
