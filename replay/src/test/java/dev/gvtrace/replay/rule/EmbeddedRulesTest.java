// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddedRulesTest {
    private static final String RULE = """
            - rule: R
              desc: d
              condition: >
                evt.type = open and
                proc.name in (l)
              output: o
              priority: INFO
            """;

    private static String text(int indent, String rules) {
        return rules.indent(indent);
    }

    private static List<String> places(LoadedRules loaded) {
        return loaded.results().stream()
                .flatMap(result -> result.errors().stream())
                .map(issue -> issue.place() + " " + issue.message())
                .toList();
    }

    @Test
    void readsHelmValuesInTheOrderOfNames() {
        LoadedRules loaded = Loading.load("driver:\n  kind: ebpf\ncustomRules:\n  b.yaml: |-\n" + text(4, RULE)
                + "  a.yaml: |-\n" + text(4, Loading.list("l", "[a, b]")));
        assertThat(places(loaded)).isEmpty();
        assertThat(Loading.condition(loaded)).contains("(a, b)");
        assertThat(loaded.results()).hasSize(1);
    }

    @Test
    void readsValuesOfAChartThatDependsOnIt() {
        LoadedRules loaded =
                Loading.load("falco:\n  customRules:\n    a.yaml: |-\n" + text(6, Loading.rule("R", "proc.name = a")));
        assertThat(Loading.condition(loaded)).isEqualTo("proc.name = a");
    }

    @Test
    void readsValuesInWhatDeploysTheChart() {
        String wrong = Loading.rule("R", "proc.nme = a");
        String flux = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nspec:\n  values:\n    customRules:\n"
                + "      a.yaml: |\n" + text(8, wrong);
        assertThat(places(Loading.load(flux))).singleElement().asString().startsWith("1.yaml:9:22 ");
        String argo = "kind: Application\nspec:\n  sources:\n  - helm:\n      values: |\n        falco:\n"
                + "          customRules:\n            a.yaml: |-\n" + text(14, wrong);
        assertThat(places(Loading.load(argo))).singleElement().asString().startsWith("1.yaml:11:28 ");
        String object = "kind: Application\nspec:\n  source:\n    helm:\n      valuesObject:\n        customRules:\n"
                + "          a.yaml: |\n" + text(12, wrong);
        assertThat(places(Loading.load(object))).singleElement().asString().startsWith("1.yaml:10:26 ");
        String umbrella = "platform:\n  falco:\n    customRules:\n      a.yaml: |\n" + text(8, wrong);
        assertThat(places(Loading.load(umbrella))).singleElement().asString().startsWith("1.yaml:7:22 ");
    }

    @Test
    void readsConfigMapsInDocumentsAndLists() {
        String map = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: m\ndata:\n  rules.yaml: |\n";
        LoadedRules documents =
                Loading.load("kind: Deployment\nspec: {}\n---\n" + map + text(4, Loading.rule("R", "proc.name = a"))
                        + "---\n" + map + text(4, Loading.rule("S", "proc.name = b")));
        assertThat(documents.rules()).hasSize(2);
        LoadedRules list =
                Loading.load("kind: List\nitems:\n- kind: Service\n- kind: ConfigMap\n  data:\n    a.yaml: |\n"
                        + text(6, Loading.rule("R", "proc.name = a")));
        assertThat(list.rules()).hasSize(1);
        assertThat(Loading.load("kind: ConfigMapList\nitems:\n- kind: ConfigMap\n  data:\n    a.yaml: |\n"
                                + text(6, Loading.rule("R", "proc.name = a")))
                        .rules())
                .hasSize(1);
        assertThat(Loading.errors(Loading.load("kind: Deployment\nspec:\n  template:\n    data: {a: b}\n")))
                .containsExactly("Rules content is not yaml array of objects");
    }

    @Test
    void readsTheTextsOfASecretAndNotItsEncodedData() {
        String secret = "apiVersion: v1\nkind: Secret\ntype: Opaque\n";
        String data = "data:\n  b.yaml: LSBydWxlOiBS\n";
        LoadedRules loaded = Loading.load(
                secret + data + "stringData:\n  a.yaml: |\n" + text(4, Loading.rule("R", "proc.name = a")));
        assertThat(places(loaded)).isEmpty();
        assertThat(Loading.condition(loaded)).isEqualTo("proc.name = a");
        assertThat(places(Loading.load(secret + data))).isNotEmpty();
        assertThat(Loading.load(secret + data).results().get(0).errors().get(0).hint())
                .isEqualTo("the data of a Secret are encoded: give its stringData, or the decoded rule file");
        LoadedRules wrong =
                Loading.load(secret + "stringData:\n  a.yaml: |\n" + text(4, Loading.rule("R", "proc.nme = a")));
        assertThat(places(wrong)).singleElement().asString().contains(":8:").contains("proc.nme");
    }

    @Test
    void placesAreThoseOfTheFileAround() {
        LoadedRules loaded = Loading.load("customRules:\n  a.yaml: |-\n" + text(4, RULE));
        assertThat(loaded.results().get(0).warnings()).isEmpty();
        LoadedRules wrong = Loading.load(
                "customRules:\n  a.yaml: |-\n" + text(4, RULE.replace("proc.name in (l)", "proc.nane = x")));
        assertThat(places(wrong)).singleElement().asString().startsWith("1.yaml:7:9 ");
        LoadedRules quoted =
                Loading.load("customRules:\n  a.yaml: \"- rule: R\\n  desc: d\\n  condition: evt.nix = 1\\n"
                        + "  output: o\\n  priority: INFO\\n\"\n");
        assertThat(places(quoted)).singleElement().asString().startsWith("1.yaml:2:47 ");
    }

    @Test
    void syntaxErrorsHaveThePlaceInTheFileAround() {
        LoadedRules loaded = Loading.load("customRules:\n  a.yaml: |-\n    - macro: m\n      condition: a: b\n");
        assertThat(places(loaded))
                .singleElement()
                .asString()
                .startsWith("1.yaml:4:19 yaml: error at line 4, column 19");
    }

    @Test
    void reportsSkippedFilesWithoutRules() {
        LoadedRules loaded =
                Loading.load("kind: ConfigMap\ndata:\n  falco.yaml: |\n    json_output: true\n  n.txt: '{{ x'\n"
                        + "  r.yaml: |\n" + text(4, Loading.rule("R", "proc.name = a")));
        assertThat(places(loaded)).isEmpty();
        assertThat(loaded.rules()).hasSize(1);
        assertThat(Loading.warnings(loaded))
                .contains(
                        "LOAD_UNKNOWN_ITEM: 'falco.yaml' is skipped: it is not a rule file",
                        "LOAD_UNKNOWN_ITEM: 'n.txt' is skipped: it is not a rule file");
    }

    @Test
    void otherMappingsAreRefusedAsBefore() {
        assertThat(Loading.errors(Loading.load("a: b\n")))
                .containsExactly("Rules content is not yaml array of objects");
        assertThat(Loading.errors(Loading.load("kind: Secret\ndata:\n  a.yaml: eA==\n")))
                .containsExactly("Rules content is not yaml array of objects");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- rule: R\n  desc: d\n  condition: proc.name = {{ .Values.x }}\n  output: o\n  priority: INFO\n",
                "{{- if .Values.x }}\n- macro: m\n  condition: evt.num = 0\n{{- end }}\n",
                "customRules:\n  a.yaml: |-\n    - macro: m\n      condition: evt.num = {{ .Values.x }}\n"
            })
    void templatesAreReportedAsNotRendered(String text) {
        assertThat(Loading.load(text).results().get(0).errors())
                .anySatisfy(issue ->
                        assertThat(issue.hint()).contains("Helm template").contains("render it first"));
    }

    @Test
    void bracesInCommentsAndTextsDoNotMakeATemplate() {
        LoadedRules loaded = Loading.load("# {{ .Values.x }}\n"
                + Loading.rule("R", "proc.name = \"{{a}}\"").replace("desc: d", "desc: 'x {{y}}'"));
        assertThat(places(loaded)).isEmpty();
    }
}
