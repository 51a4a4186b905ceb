// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.yaml;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds what Helm would fill in. Such a file is not a rule file before it is rendered, whatever YAML makes of it. */
final class HelmTemplate {
    static final String HINT =
            "this is a Helm template: render it first ('helm template NAME CHART > rules.yaml') and give the result";

    private static final Pattern ACTION = Pattern.compile(
            "\\{\\{-? *(?:[.$(\"`]|/\\*|(?:if|else|end|range|with|include|template|define|block|toYaml|toJson|tpl|default|quote|"
                    + "required|printf|fail|lookup|indent|nindent)\\b)");

    private HelmTemplate() {}

    /** Where the first action stands outside comments; below 0 if there is none. */
    static int find(String text) {
        Matcher matcher = ACTION.matcher(text);
        while (matcher.find()) {
            if (!isComment(text, matcher.start())) {
                return matcher.start();
            }
        }
        return -1;
    }

    private static boolean isComment(String text, int at) {
        int i = at - 1;
        while (i >= 0 && text.charAt(i) != '\n' && text.charAt(i) != '\r') {
            boolean begins = text.charAt(i) == '#' && (i == 0 || Character.isWhitespace(text.charAt(i - 1)));
            if (begins) {
                return true;
            }
            i--;
        }
        return false;
    }
}
