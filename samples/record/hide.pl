# SPDX-License-Identifier: Apache-2.0
# Copyright the gvtrace authors
#
# A workload that hides behind names that are not UTF-8: what the Sentry cannot put into a message it does not send.
use strict;
use warnings;

my $name = "\xff\xfe";
mkdir "/tmp/$name";
symlink "/etc/shadow", "/tmp/$name/s";

# 1. a call whose argument hides it
if (open my $f, "<", "/tmp/$name/s") { my $first = <$f>; close $f; }

# 2. a directory whose name hides it, and what is done from there
chdir "/tmp/$name";
if (open my $f, ">", "note") { print $f "x"; close $f; }
chdir "/";

# 3. a program started with an argument that hides it
system("/bin/true", $name);

# 4. a child that calls itself so that nothing it does can be said, its end included
my $child = fork();
if ($child == 0) {
    $0 = "\xff\xfeghost";
    if (open my $f, "<", "/etc/shadow") { my $first = <$f>; close $f; }
    select undef, undef, undef, 0.2;
    exit 0;
}
waitpid $child, 0;
