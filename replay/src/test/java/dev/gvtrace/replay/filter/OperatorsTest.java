// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import org.junit.jupiter.api.Test;

/** Operators over every type of value, with values on both sides of each limit (rule language reference 3.1 to 3.9). */
class OperatorsTest {
    @Test
    void compareTexts() {
        Verdicts.hold("""
                proc.name=cat | proc.name = cat | T
                proc.name=cat | proc.name == ca | F
                proc.name=cat | proc.name = Cat | F
                proc.name=cat | proc.name != cat | F
                proc.name=cat | proc.name != dog | T
                proc.name=5 | proc.name < 5 | F
                proc.name=4 | proc.name < 5 | T
                proc.name=10 | proc.name < 5 | T
                proc.name=5 | proc.name <= 5 | T
                proc.name=6 | proc.name <= 5 | F
                proc.name=5 | proc.name > 5 | F
                proc.name=55 | proc.name > 5 | T
                proc.name=5 | proc.name >= 5 | T
                proc.name=4 | proc.name >= 5 | F
                proc.name=concat | proc.name contains nca | T
                proc.name=concat | proc.name contains cb | F
                proc.name=cat | proc.name contains '' | T
                proc.name=ConCat | proc.name icontains oNc | T
                proc.name=ConCat | proc.name icontains cats | F
                proc.name=ConCat | proc.name icontains CAT | T
                proc.name=a[b | proc.name icontains A{B | F
                proc.name=a@z | proc.name icontains A`Z | F
                proc.name=cat | proc.name icontains '' | T
                proc.name=concat | proc.name startswith con | T
                proc.name=concat | proc.name startswith cat | F
                proc.name=concat | proc.name endswith cat | T
                proc.name=concat | proc.name endswith con | F
                proc.name=concat | proc.name glob c*t | T
                proc.name=Concat | proc.name glob c*t | F
                proc.name=Concat | proc.name iglob c*T | T
                proc.name=Concat | proc.name iglob c*n | F
                proc.name=concat | proc.name regex con.* | T
                proc.name=concat | proc.name regex con | F
                proc.name=/usr/bin/x | proc.name pmatch (/usr, /etc) | T
                proc.name=/usr/bin/x | proc.name pmatch (/bin, /etc) | F
                proc.name=/usr/bin/x | proc.name pmatch () | F
                proc.name=cat | proc.name in (dog, cat) | T
                proc.name=cow | proc.name in (dog, cat) | F
                proc.name=cat | proc.name in cat | T
                proc.name=cat | proc.name intersects (dog, cat) | T
                proc.name=cow | proc.name intersects (dog, cat) | F
                proc.name=cat | proc.name intersects () | F
                proc.name= | proc.name in ('') | T
                proc.name= | proc.name exists | T
                """);
    }

    @Test
    void compareWholeNumbers() {
        Verdicts.hold("""
                evt.rawres=#5 | evt.rawres = 5 | T
                evt.rawres=#5 | evt.rawres = 4 | F
                evt.rawres=#5 | evt.rawres != 5 | F
                evt.rawres=#5 | evt.rawres != 4 | T
                evt.rawres=#5 | evt.rawres < 5 | F
                evt.rawres=#4 | evt.rawres < 5 | T
                evt.rawres=#-7 | evt.rawres < 5 | T
                evt.rawres=#5 | evt.rawres <= 5 | T
                evt.rawres=#6 | evt.rawres <= 5 | F
                evt.rawres=#5 | evt.rawres > 5 | F
                evt.rawres=#6 | evt.rawres > 5 | T
                evt.rawres=#5 | evt.rawres >= 5 | T
                evt.rawres=#4 | evt.rawres >= 5 | F
                evt.rawres=#-1 | evt.rawres >= 0 | F
                evt.rawres=#-2 | evt.rawres in (-2, 3) | T
                evt.rawres=#2 | evt.rawres in (-2, 3) | F
                evt.rawres=#3 | evt.rawres intersects (-2, 3) | T
                evt.rawres=#3 | evt.rawres in () | F
                evt.rawres=#9223372036854775807 | evt.rawres > 9223372036854775807 | F
                evt.rawres=#9223372036854775807 | evt.rawres >= 9223372036854775807 | T
                evt.rawres=#-9223372036854775808 | evt.rawres < -9223372036854775808 | F
                proc.cmdnargs=#18446744073709551615 | proc.cmdnargs > 5 | T
                proc.cmdnargs=#18446744073709551615 | proc.cmdnargs < 5 | F
                proc.cmdnargs=#0 | proc.cmdnargs < 0 | F
                proc.cmdnargs=#0 | proc.cmdnargs < 1 | T
                proc.cmdnargs=#18446744073709551615 | proc.cmdnargs > 18446744073709551615 | F
                proc.cmdnargs=#18446744073709551615 | proc.cmdnargs >= 18446744073709551615 | T
                user.uid=#4294967295 | user.uid = -1 | T
                user.uid=#4294967294 | user.uid = -1 | F
                evt.failed=#1 | evt.failed = true | T
                evt.failed=#1 | evt.failed = false | F
                evt.failed=#0 | evt.failed = false | T
                evt.failed=#0 | evt.failed != true | T
                evt.failed=#0 | evt.failed in (true, false) | T
                evt.failed=#0 | evt.failed intersects (true) | F
                evt.failed=#0 | evt.failed exists | T
                - | evt.failed exists | F
                proc.duration=#5000000000 | proc.duration > 4999999999 | T
                proc.duration=#5000000000 | proc.duration > 5000000000 | F
                fd.sport=#443 | fd.sport = https | T
                fd.sport=#443 | fd.sport = 65979 | T
                fd.sport=#443 | fd.sport in (ssh, https) | T
                fd.sport=#22 | fd.sport != ssh | F
                fd.sport=#0 | fd.sport = '' | T
                fd.sport=#65535 | fd.sport = 2147483647 | T
                fd.sport=#443 | fd.sport >= 443 | T
                fd.sport=#443 | fd.sport < 443 | F
                """);
    }

    @Test
    void compareFractions() {
        Verdicts.hold("""
                proc.fdusage=~2.0 | proc.fdusage = 2 | T
                proc.fdusage=~2.5 | proc.fdusage = 2 | F
                proc.fdusage=~2.5 | proc.fdusage != 2 | T
                proc.fdusage=~2.5 | proc.fdusage > 2 | T
                proc.fdusage=~2.0 | proc.fdusage > 2 | F
                proc.fdusage=~2.0 | proc.fdusage >= 2 | T
                proc.fdusage=~1.9 | proc.fdusage < 2 | T
                proc.fdusage=~2.0 | proc.fdusage < 2 | F
                proc.fdusage=~2.0 | proc.fdusage <= 2 | T
                proc.fdusage=~2.5 | proc.fdusage <= 2 | F
                proc.fdusage=~2.0 | proc.fdusage in (1, 2) | T
                proc.fdusage=~2.0 | proc.fdusage intersects (1, 3) | F
                proc.fdusage=~2.0 | proc.fdusage in () | F
                proc.fdusage=~2.0 | proc.fdusage exists | T
                proc.fdusage=~2.0 | proc.fdusage = 1.0 | E
                proc.fdusage=~2.0 | proc.fdusage contains 2 | E
                proc.fdusage=~2.0 | proc.fdusage = oneof (2, 2) | F
                proc.fdusage=~2.0 | proc.fdusage != allof (1, 3) | T
                proc.fdusage=~2.0 | proc.fdusage != allof (1, 2) | F
                - | proc.fdusage exists | F
                - | proc.fdusage != 2 | F
                - | not proc.fdusage = 2 | T
                """);
    }

    @Test
    void compareAddresses() {
        Verdicts.hold("""
                fd.sip=@10.0.0.1 | fd.sip = 10.0.0.1 | T
                fd.sip=@10.0.0.1 | fd.sip = 10.0.0.2 | F
                fd.sip=@10.0.0.1 | fd.sip != 10.0.0.1 | F
                fd.sip=@10.0.0.1 | fd.sip != 10.0.0.2 | T
                fd.sip=@::1 | fd.sip = ::1 | T
                fd.sip=@::1 | fd.sip = ::2 | F
                fd.sip=@::1 | fd.sip in (10.0.0.1, ::1) | T
                fd.sip=@::1 | fd.sip in (10.0.0.1, ::2) | F
                fd.sip=@10.0.0.1 | fd.sip intersects (10.0.0.1) | T
                fd.sip=@10.0.0.1 | fd.sip in () | F
                fd.sip=@10.0.0.1 | fd.sip = oneof (10.0.0.1, 10.0.0.1) | F
                fd.sip=@10.0.0.1 | fd.sip = anyof (10.0.0.2, 10.0.0.1) | T
                fd.sip=@10.0.0.1 | fd.sip = allof (10.0.0.2, 10.0.0.1) | F
                fd.sip=@10.0.0.1 | fd.sip != allof (10.0.0.2, 10.0.0.3) | T
                fd.sip=@10.0.0.1 | fd.sip exists | T
                - | fd.sip exists | F
                - | fd.sip != 10.0.0.1 | F
                fd.sip=@10.0.0.1 | fd.sip < 3 | E
                fd.snet=@10.1.2.3 | fd.snet = 10.1.2.0/24 | T
                fd.snet=@10.1.2.3 | fd.snet = 10.1.2.77/24 | T
                fd.snet=@10.1.3.3 | fd.snet = 10.1.2.0/24 | F
                fd.snet=@10.1.2.3 | fd.snet = 10.1.2.4/30 | F
                fd.snet=@10.1.2.7 | fd.snet = 10.1.2.4/30 | T
                fd.snet=@10.1.2.3 | fd.snet != 10.1.3.0/24 | T
                fd.snet=@10.1.2.3 | fd.snet in (10.1.3.0/24, 10.1.2.0/24) | T
                fd.snet=@10.1.2.3 | fd.snet in (10.1.3.0/24, 10.1.4.0/24) | F
                fd.snet=@2001:db8::5 | fd.snet = 2001:db8::/127 | F
                fd.snet=@2001:db8::5 | fd.snet = 2001:db8::4/127 | T
                fd.snet=@2001:db8::5 | fd.snet = 2001:db8::/1 | T
                fd.snet=@2001:db8::5 | fd.snet = 10.0.0.0/0 | F
                fd.snet=@10.1.2.3 | fd.snet = 10.1.2.3/32 | T
                fd.snet=@10.1.2.3 | fd.snet = 10.1.2.2/32 | F
                fd.snet=@10.1.2.3 | fd.snet = 10.1.2.3/33 | E
                fd.snet=@10.1.2.3 | fd.snet = ::/0 | E
                fd.snet=@10.1.2.3 | fd.snet = ::/128 | F
                fd.snet=@10.1.2.3 | fd.snet = ::/129 | E
                fd.snet=@10.1.2.3 | fd.snet = 10.1.2.3 | E
                """);
    }

    @Test
    void compareBuffersAndLists() {
        Verdicts.hold("""
                evt.buffer=hello | evt.buffer = hello | T
                evt.buffer=hello | evt.buffer = hell | F
                evt.buffer=hello | evt.buffer != hell | T
                evt.buffer=hello | evt.buffer contains ell | T
                evt.buffer=hello | evt.buffer startswith he | T
                evt.buffer=hello | evt.buffer endswith lo | T
                evt.buffer=hello | evt.buffer bcontains 656C | T
                evt.buffer=hello | evt.buffer bcontains 656d | F
                evt.buffer=hello | evt.buffer bstartswith 6865 | T
                evt.buffer=hello | evt.buffer bstartswith 656c | F
                evt.buffer=hello | evt.buffer bcontains 656 | E
                evt.buffer=hello | evt.buffer bcontains 6g | E
                evt.buffer=hello | evt.buffer bcontains g6 | E
                evt.buffer=hello | evt.buffer bcontains '' | E
                evt.buffer=hello | evt.buffer icontains ell | E
                evt.buffer=hello | evt.buffer > 3 | E
                evt.buffer=hello | evt.buffer intersects (hello) | F
                evt.buffer=hello | evt.buffer exists | T
                evt.buffer=hello | proc.name bcontains 65 | E
                fd.types=[file,ipv4 | fd.types in (file, ipv4, pipe) | T
                fd.types=[file,ipv4 | fd.types in (file, pipe) | F
                fd.types=[file,ipv4 | fd.types intersects (pipe, ipv4) | T
                fd.types=[file,ipv4 | fd.types intersects (pipe) | F
                fd.types=[ | fd.types in (file) | F
                fd.types=[ | fd.types intersects (file) | F
                fd.types=[ | fd.types exists | T
                fd.types=[file | fd.types pmatch (file) | E
                fd.types=[file | fd.types startswith f | E
                - | fd.types exists | F
                - | fd.types in (file) | F
                """);
    }

    @Test
    void countWithModifiers() {
        Verdicts.hold("""
                proc.name=cat | proc.name = oneof (cat, dog) | T
                proc.name=cat | proc.name = oneof (cat, cat) | F
                proc.name=cat | proc.name = oneof (cow, dog) | F
                proc.name=cat | proc.name startswith anyof (d, c) | T
                proc.name=cat | proc.name startswith anyof (d, e) | F
                proc.name=cat | proc.name startswith allof (c, ca) | T
                proc.name=cat | proc.name startswith allof (c, cb) | F
                proc.name=cat | proc.name contains anyof () | F
                proc.name=cat | proc.name contains allof () | F
                proc.name=cat | proc.name != anyof (cat, dog) | T
                proc.name=cat | proc.name != allof (cat, dog) | F
                proc.name=cat | proc.name glob anyof (d*, c*) | T
                proc.name=cat | proc.name regex allof (c.*, .*t) | T
                proc.name=cat | proc.name endswith anyof t | T
                - | proc.name != allof (cat, dog) | F
                evt.rawres=#3 | evt.rawres = anyof (1, 3) | T
                evt.rawres=#3 | evt.rawres = allof (3, 3) | T
                evt.rawres=#3 | evt.rawres = oneof (3, 3) | F
                evt.rawres=#3 | evt.rawres != allof (1, 2) | T
                evt.rawres=#3 | evt.rawres != allof (1, 3) | F
                evt.rawres=#3 | evt.rawres = anyof () | F
                proc.aname=*a,b | proc.aname = anyof () | F
                proc.aname=*a,b | proc.aname contains anyof (b, x) | T
                proc.aname=*a,b | proc.aname contains anyof (x, b) | F
                fd.port=*#1,#2 | fd.port = anyof (2, 9) | T
                fd.port=*#1,#2 | fd.port = anyof (9, 2) | F
                """);
    }

    @Test
    void askSeveralValues() {
        Verdicts.hold("""
                proc.aname=*a,b | proc.aname = b | T
                proc.aname=*a,b | proc.aname = c | F
                proc.aname=*a,a | proc.aname != a | F
                proc.aname=*a,b | proc.aname startswith b | T
                proc.aname=*a,b | proc.aname in (c, b) | T
                proc.aname=*a,b | proc.aname in () | F
                proc.aname=*a,b | proc.aname pmatch (b) | T
                proc.aname=*a,b | proc.aname exists | T
                - | proc.aname exists | F
                - | proc.aname != a | F
                proc.apid=*#1,#2 | proc.apid > 1 | T
                proc.apid=*#1,#2 | proc.apid > 2 | F
                proc.apid=*#1,#2 | proc.apid intersects (1) | F
                fd.port=*#80,#443 | fd.port = 443 | T
                fd.port=*#80,#443 | fd.port = 22 | F
                fd.port=*#80,#443 | fd.port != 443 | F
                fd.port=*#80,#443 | fd.port != 22 | T
                fd.port=*#80,#443 | fd.port >= 443 | T
                fd.port=*#80,#443 | fd.port > 443 | F
                fd.port=*#80,#443 | fd.port in (22, 443) | T
                fd.ip=*@10.0.0.1,@10.0.0.2 | fd.ip = 10.0.0.2 | T
                fd.ip=*@10.0.0.1,@10.0.0.2 | fd.ip = 10.0.0.3 | F
                fd.ip=*@10.0.0.1,@10.0.0.2 | fd.ip != 10.0.0.3 | T
                fd.ip=*@10.0.0.1,@10.0.0.2 | fd.ip != 10.0.0.1 | F
                fd.ip=? | fd.ip != 10.0.0.1 | F
                fd.ip=? | fd.ip exists | T
                fd.net=*@10.0.0.1,@11.0.0.2 | fd.net = 11.0.0.0/8 | T
                fd.net=*@10.0.0.1,@11.0.0.2 | fd.net = 12.0.0.0/8 | F
                fd.net=*@10.0.0.1,@11.0.0.2 | fd.net in (11.0.0.0/8, x) | E
                fd.net=*@10.0.0.1,@11.0.0.2 | fd.net in () | F
                """);
    }
}
