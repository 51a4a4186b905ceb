// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.facts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Users and groups of an untrusted image. */
class UserDatabaseTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path root;

    private Path etc;

    @BeforeEach
    void makeEtc() throws IOException {
        etc = Files.createDirectory(root.resolve("etc"));
    }

    private String read() {
        ObjectNode json = JSON.createObjectNode();
        UserDatabase.add(json, root);
        return json.toString();
    }

    @Test
    void usersAndGroupsAreListed() throws IOException {
        Files.writeString(
                etc.resolve("passwd"), "root:x:0:0:root:/root:/bin/bash\nweb:x:1000:33::/srv:/sbin/nologin:more\n");
        Files.writeString(etc.resolve("group"), "root:x:0:\nwww-data:x:33:web\n");
        assertThat(read())
                .isEqualTo(
                        "{\"passwd\":[{\"name\":\"root\",\"uid\":0,\"gid\":0,\"home\":\"/root\",\"shell\":\"/bin/bash\"},"
                                + "{\"name\":\"web\",\"uid\":1000,\"gid\":33,\"home\":\"/srv\",\"shell\":\"/sbin/nologin\"}],"
                                + "\"group\":[{\"name\":\"root\",\"gid\":0},{\"name\":\"www-data\",\"gid\":33}]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "root",
                "root:x:0:0:root:/root",
                "root:x::0:root:/root:/bin/sh",
                "root:x:0:-1:root:/root:/bin/sh",
                "root:x:0x0:0:root:/root:/bin/sh",
                "root:x:99999999999:0:root:/root:/bin/sh"
            })
    void invalidEntriesAreLeftOut(String line) throws IOException {
        Files.writeString(etc.resolve("passwd"), line + "\nweb:x:5:6:::\n");
        assertThat(read())
                .isEqualTo("{\"passwd\":[{\"name\":\"web\",\"uid\":5,\"gid\":6,\"home\":\"\",\"shell\":\"\"}]}");
    }

    @Test
    void whatIsMissingIsLeftOut() throws IOException {
        assertThat(read()).isEqualTo("{}");
        Files.writeString(etc.resolve("group"), "a:x:7");
        assertThat(read()).isEqualTo("{\"group\":[{\"name\":\"a\",\"gid\":7}]}");
        Files.delete(etc.resolve("group"));
        Files.delete(etc);
        assertThat(read()).isEqualTo("{}");
    }

    /** A link in an image may point anywhere on the host. */
    @Test
    void noLinkIsFollowed(@TempDir Path host) throws IOException {
        Path secret = Files.writeString(host.resolve("passwd"), "secret:x:0:0::/:/bin/sh\n");
        Files.createSymbolicLink(etc.resolve("passwd"), secret);
        assertThat(read()).doesNotContain("secret");
        Path other = Files.createDirectory(root.resolve("other"));
        Files.createSymbolicLink(other.resolve("etc"), host);
        ObjectNode json = JSON.createObjectNode();
        UserDatabase.add(json, other);
        assertThat(json.toString()).isEqualTo("{}");
    }

    @Test
    void aDirectoryOrAHugeFileInItsPlaceGivesNothing() throws IOException {
        Files.createDirectory(etc.resolve("passwd"));
        Files.write(etc.resolve("group"), "a:x:7\n".repeat(200_000).getBytes(StandardCharsets.UTF_8));
        assertThat(read()).isEqualTo("{}");
    }

    @Test
    void entriesHaveALimit() throws IOException {
        Files.writeString(
                etc.resolve("group"),
                IntStream.range(0, 12_000).mapToObj(n -> "g" + n + ":x:" + n).collect(Collectors.joining("\n")));
        assertThat(JSON.readTree(read()).path("group").size()).isEqualTo(10_000);
    }

    @Test
    void namesKeepTheirBytes() throws IOException {
        Files.write(etc.resolve("group"), new byte[] {'a', (byte) 0xff, ':', 'x', ':', '7'});
        ObjectNode json = JSON.createObjectNode();
        UserDatabase.add(json, root);
        assertThat(json.path("group").path(0).path("name").asString()).isEqualTo("a\udcff");
    }
}
