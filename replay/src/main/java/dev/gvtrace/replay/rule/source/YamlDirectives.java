// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.source;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The directives before a document. They mean nothing for rules, but wrong ones are errors. */
final class YamlDirectives {
    private static final Pattern BLANKS = Pattern.compile("[ \t]+");
    private static final Pattern VERSION = Pattern.compile("([+-]?[0-9]{1,9}).[+-]?[0-9]{1,9}");

    private final Set<String> handles = new HashSet<>();
    private boolean version;

    /** A document with directives of its own does not keep those of the one before. */
    void forget() {
        version = false;
        handles.clear();
    }

    void read(YamlToken directive) throws YamlSyntaxException {
        List<String> words = Arrays.asList(BLANKS.split(directive.text));
        String name = words.isEmpty() ? "" : words.get(0);
        if (name.equals("YAML")) {
            version(words.subList(1, words.size()), directive.start);
        } else if (name.equals("TAG")) {
            tag(words.subList(1, words.size()), directive.start);
        }
    }

    private void version(List<String> arguments, int at) throws YamlSyntaxException {
        if (arguments.size() != 1) {
            throw new YamlSyntaxException("YAML directives must have exactly one argument", at);
        }
        if (version) {
            throw new YamlSyntaxException("repeated YAML directive", at);
        }
        var matcher = VERSION.matcher(arguments.get(0));
        if (!matcher.matches()) {
            throw new YamlSyntaxException("bad YAML version: " + arguments.get(0) + ", expected 1.2", at);
        }
        if (Integer.parseInt(matcher.group(1)) > 1) {
            throw new YamlSyntaxException("YAML major version too large: " + arguments.get(0), at);
        }
        version = true;
    }

    private void tag(List<String> arguments, int at) throws YamlSyntaxException {
        if (arguments.size() != 2) {
            throw new YamlSyntaxException("TAG directives must have exactly two arguments", at);
        }
        if (!handles.add(arguments.get(0))) {
            throw new YamlSyntaxException("repeated TAG directive", at);
        }
    }
}
