// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.rules;

import java.util.ArrayList;
import java.util.List;

/** Results of rule tests in the XML that build servers read. */
final class JunitReport {
    private record Case(String name, List<String> failures) {}

    private record Suite(String name, List<Case> cases) {}

    private final List<Suite> suites = new ArrayList<>();

    JunitReport() {}

    /** Begins the results of a file. */
    void suite(String name) {
        suites.add(new Suite(name, new ArrayList<>()));
    }

    /** Adds a result to the last file; without failures the test passed. */
    void add(String name, List<String> failures) {
        suites.get(suites.size() - 1).cases.add(new Case(name, failures));
    }

    /** The document. */
    String print() {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
        for (Suite suite : suites) {
            long failed = suite.cases.stream()
                    .filter(each -> !each.failures.isEmpty())
                    .count();
            xml.append("  <testsuite name=\"").append(escape(suite.name));
            xml.append("\" tests=\"").append(suite.cases.size());
            xml.append("\" failures=\"").append(failed).append("\">\n");
            suite.cases.forEach(each -> print(each, suite.name, xml));
            xml.append("  </testsuite>\n");
        }
        return xml.append("</testsuites>\n").toString();
    }

    private static void print(Case test, String suite, StringBuilder xml) {
        xml.append("    <testcase classname=\"").append(escape(suite));
        xml.append("\" name=\"").append(escape(test.name)).append('"');
        if (test.failures.isEmpty()) {
            xml.append("/>\n");
            return;
        }
        xml.append(">\n      <failure message=\"")
                .append(escape(test.failures.get(0)))
                .append("\">");
        xml.append(escape(String.join("\n", test.failures))).append("</failure>\n    </testcase>\n");
    }

    /** XML has no control characters; they become U+FFFD. */
    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\n' -> escaped.append("&#10;");
                default ->
                    escaped.appendCodePoint(
                            c == '\t' || (c >= ' ' && c < 0xd800) || (c > 0xdfff && c < 0xfffe) || c > 0xffff
                                    ? c
                                    : 0xfffd);
            }
        });
        return escaped.toString();
    }
}
