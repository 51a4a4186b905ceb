# SPDX-License-Identifier: Apache-2.0
# Copyright the gvtrace authors
#
# A workload that hides behind names that are not UTF-8: the Sentry sends no message if one of its strings is not UTF-8.
use strict;
use warnings;

my $name = "\xff\xfe";
mkdir "/tmp/$name";
symlink "/etc/shadow", "/tmp/$name/s";

# 1. a call that is concealed by its argument
if (open my $f, "<", "/tmp/$name/s") { my $first = <$f>; close $f; }

# 2. a directory that is concealed by its name, and calls from there
chdir "/tmp/$name";
if (open my $f, ">", "note") { print $f "x"; close $f; }
chdir "/";

# 3. a program that is concealed by its argument
system("/bin/true", $name);

# 4. a child with a process name that conceals all its calls and its end
my $child = fork();
if ($child == 0) {
    $0 = "\xff\xfeghost";
    if (open my $f, "<", "/etc/shadow") { my $first = <$f>; close $f; }
    select undef, undef, undef, 0.2;
    exit 0;
}
waitpid $child, 0;
