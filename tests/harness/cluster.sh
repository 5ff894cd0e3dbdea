# Makes a PostgreSQL cluster, prints its folder, keeps it until standard input closes, and leaves nothing.
# Arguments: folder of the programs, port. First line of standard input: the superuser's password.
set -eu
trap '' INT HUP TERM PIPE
bin=$1
port=$2
dir=$(mktemp -d)

leave() {
    "$bin/pg_ctl" --pgdata="$dir/data" --mode=immediate --wait stop > /dev/null 2>&1 || true
    rm -rf "$dir"
}
trap leave EXIT

read -r password
umask 077
printf '%s' "$password" > "$dir/password"
"$bin/initdb" --pgdata="$dir/data" --username=postgres --pwfile="$dir/password" --auth=password \
    --encoding=UTF8 --locale=C --no-sync > "$dir/log" 2>&1
cat >> "$dir/data/postgresql.conf" << END
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = '$dir'
max_connections = 200
shared_buffers = 64MB
fsync = off
full_page_writes = off
synchronous_commit = off
wal_level = minimal
max_wal_senders = 0
END
"$bin/pg_ctl" --pgdata="$dir/data" --log="$dir/log" --wait start > /dev/null
echo "$dir"
cat > /dev/null
