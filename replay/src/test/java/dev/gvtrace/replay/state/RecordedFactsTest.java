// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.text.ByteText;
import dev.gvtrace.text.Text;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Facts recorded on the trusted side as values of metadata fields. */
class RecordedFactsTest {
    private final TestSentry sentry = new TestSentry();

    /** The members with single quotes, for legibility. */
    private ContainerInfo container(String members) {
        String json = "{'id':'c1'" + (members.isEmpty() ? "" : ",") + members + "}";
        sentry.builder().facts(Text.ofUtf8("container"), ByteText.bytes(json.replace('\'', '"')));
        return sentry.state.container("c1");
    }

    private Map<String, String> facts(String members) {
        return container(members).facts();
    }

    private Map<String, String> annotated(String annotations) {
        return facts("'oci':{'annotations':{" + annotations + "}}");
    }

    @ParameterizedTest
    @CsvSource({
        "io.kubernetes.cri.container-name, container.name",
        "io.kubernetes.cri-o.ContainerName, container.name",
        "io.kubernetes.container.name, container.name",
        "io.kubernetes.cri.image-name, container.image",
        "io.kubernetes.cri.podsandbox.image-name, container.image",
        "io.kubernetes.cri-o.ImageName, container.image",
        "org.opencontainers.image.ref.name, container.image",
        "io.kubernetes.cri.sandbox-name, k8s.pod.name",
        "io.kubernetes.pod.name, k8s.pod.name",
        "io.kubernetes.cri.sandbox-namespace, k8s.ns.name",
        "io.kubernetes.pod.namespace, k8s.ns.name",
        "io.kubernetes.cri.sandbox-uid, k8s.pod.uid",
        "io.kubernetes.pod.uid, k8s.pod.uid",
        "io.kubernetes.cri.sandbox-id, k8s.pod.full_sandbox_id",
        "io.kubernetes.cri-o.SandboxID, k8s.pod.full_sandbox_id"
    })
    void annotationsOfEngines(String annotation, String field) {
        assertThat(annotated("'" + annotation + "':'v','other':'w'"))
                .containsEntry(field, "v")
                .doesNotContainValue("w");
    }

    @Test
    void labelsOfCrio() {
        assertThat(annotated("'io.kubernetes.cri-o.Labels':'{\\'app\\':\\'web\\',\\'n\\':5,\\'o\\':{}}'"))
                .containsEntry("container.label.app", "web")
                .containsEntry("container.label.n", "5")
                .doesNotContainKey("container.label.o");
    }

    @ParameterizedTest
    @CsvSource({
        "'''io.container.manager'':''libpod'',''io.kubernetes.cri.x'':''''', podman",
        "'''io.container.manager'':''other'',''io.kubernetes.cri-o.x'':''''', cri-o",
        "'''io.kubernetes.cri.x'':''''', containerd",
        "'''io.container.manager'':''other''', other",
        "'''io.container.manager'':''''',",
        "'''x'':''y''',"
    })
    void theTypeIsTheEnginesName(String annotations, String type) {
        assertThat(annotated(annotations).get("container.type")).isEqualTo(type);
    }

    @Test
    void theIdOfTheSandboxIsAlsoGivenShort() {
        assertThat(annotated("'io.kubernetes.cri.sandbox-id':'" + "0af9".repeat(16) + "'"))
                .containsEntry("k8s.pod.full_sandbox_id", "0af9".repeat(16))
                .containsEntry("k8s.pod.sandbox_id", "0af90af90af9");
        assertThat(new RecordedFactsTest().annotated("")).doesNotContainKey("k8s.pod.sandbox_id");
    }

    @ParameterizedTest
    @CsvSource({
        "nginx, nginx,,",
        "nginx:1, nginx, 1,",
        "reg:5000/nginx, reg:5000/nginx,,",
        "reg:5000/nginx:1, reg:5000/nginx, 1,",
        "nginx@sha256:ab, nginx,, sha256:ab",
        "a/nginx:1@sha256:ab, a/nginx, 1, sha256:ab",
        "@sha256:ab,,, sha256:ab",
        ":1,, 1,"
    })
    void partsOfAnImage(String image, String repository, String tag, String digest) {
        Map<String, String> facts = facts("'container.image':'" + image + "'");
        assertThat(facts.get("container.image.repository")).isEqualTo(repository);
        assertThat(facts.get("container.image.tag")).isEqualTo(tag);
        assertThat(facts.get("container.image.digest")).isEqualTo(digest);
    }

    @Test
    void noImageHasNoParts() {
        assertThat(facts("'container.name':'a'")).containsOnlyKeys("container.name");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'type':'bind' | /h:/c::true:",
                "'type':'none','options':['bind'] | /h:/c::true:",
                "'options':['rbind','ro'] | /h:/c::false:",
                "'options':['bind','rw','private'] | /h:/c::true:private",
                "'options':['bind','rshared'] | /h:/c::true:rshared",
                "'options':['bind','slave','shared'] | /h:/c::true:slave",
                "'options':['bind','runbindable'] | /h:/c::true:runbindable",
                "'type':'tmpfs','options':['ro'] | NONE"
            })
    void bindMounts(String members, String expected) {
        String value = expected.equals("NONE") ? "" : expected;
        String mount = "{'source':'/h','destination':'/c'," + members + "}";
        assertThat(facts("'oci':{'mounts':[" + mount + "]}")).containsEntry("container.mounts", value);
        String two = value.isEmpty() ? "" : value + " " + value;
        assertThat(facts("'oci':{'mounts':[" + mount + "," + mount + "]}")).containsEntry("container.mounts", two);
    }

    @ParameterizedTest
    @CsvSource({"38, false, false, true", "37, false, false, false", "38, true, false, false", "38, false, true, false"
    })
    void aPrivilegedContainerHasAllCapabilitiesAndMasksNoPath(
            int capabilities, boolean masked, boolean readOnly, String privileged) {
        String bounding = IntStream.range(0, capabilities)
                .mapToObj(i -> "'CAP_" + i + "'")
                .collect(Collectors.joining(","));
        String linux = "'maskedPaths':[" + (masked ? "'/proc/kcore'" : "") + "],'readonlyPaths':["
                + (readOnly ? "'/proc/sys'" : "") + "]";
        String process = "'process':{'capabilities':{'bounding':[" + bounding + "]}}";
        assertThat(facts("'oci':{" + process + ",'linux':{" + linux + "}}"))
                .containsEntry("container.privileged", privileged);
    }

    @ParameterizedTest
    @CsvSource({"pid, container.host_pid", "network, container.host_network", "ipc, container.host_ipc"})
    void namespacesThatAreNotItsOwnAreTheHosts(String type, String field) {
        assertThat(facts("'oci':{'linux':{'namespaces':[{'type':'uts'},{'type':'" + type + "'}]}}"))
                .containsEntry(field, "false");
        assertThat(facts("'oci':{'linux':{'namespaces':[{'type':'uts'}]}}")).containsEntry(field, "true");
        assertThat(new RecordedFactsTest().facts("'oci':{'linux':{}}")).doesNotContainKey(field);
    }

    @Test
    void ignoresAccountsWithoutANameOrAnId() {
        ContainerInfo container = container("'passwd':[{'name':'root','uid':0,'home':'/root','shell':'/bin/sh'},"
                + "{'name':'toor','uid':0},{'name':'','uid':1},{'name':'nobody'},{'name':'high','uid':4294967294}],"
                + "'group':[{'name':'wheel','gid':0},{'name':'other','gid':0},{'gid':7}]");
        assertThat(container.user(0)).isEqualTo(new ContainerInfo.Account("root", "/root", "/bin/sh"));
        assertThat(container.user(1)).isNull();
        assertThat(container.user(-2).name()).isEqualTo("high");
        assertThat(container.groupName(0)).isEqualTo("wheel");
        assertThat(container.groupName(7)).isNull();
        container("'container.name':'a'");
        assertThat(container.user(0)).as("as recorded before").isNotNull();
        assertThat(container.groupName(0)).isNotNull();
        container("'passwd':[{'name':'other','uid':5}]");
        assertThat(container.user(0)).as("a newer file").isNull();
        assertThat(container.groupName(0)).isNotNull();
    }

    @Test
    void onlyNamesOfFieldsAreTaken() {
        assertThat(facts("'container.a':'text','k8s.b':5,'container.c':true,'k8s.d':null,'container.e':'','f':'g',"
                        + "'facts':{'k8s.h':'i','k':'l'}"))
                .containsOnly(
                        Map.entry("container.a", "text"),
                        Map.entry("k8s.b", "5"),
                        Map.entry("container.c", "true"),
                        Map.entry("k8s.h", "i"));
        assertThat(facts("'container.a':'newer'"))
                .containsEntry("container.a", "newer")
                .containsEntry("k8s.b", "5");
    }

    @Test
    void factsTooManyAreLeftOut() {
        String many = IntStream.range(0, Limits.FACTS + 5)
                .mapToObj(i -> "'container.label." + i + "':'x'")
                .collect(Collectors.joining(","));
        assertThat(facts(many)).hasSize(Limits.FACTS);
    }

    @Test
    void aContainerMayBeNamedByItsOtherMember() {
        sentry.builder()
                .facts(Text.ofUtf8("container"), ByteText.bytes("{\"container_id\":\"c9\",\"k8s.pod.name\":\"p\"}"));
        assertThat(sentry.state.container("c9").facts()).containsEntry("k8s.pod.name", "p");
        sentry.builder().facts(Text.ofUtf8("container"), ByteText.bytes("{\"k8s.pod.name\":\"p\"}"));
        assertThat(sentry.state.containers()).hasSize(1);
    }
}
