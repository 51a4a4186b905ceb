// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.redact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.redact.rule.FieldKind;
import dev.gvtrace.replay.redact.rule.RedactionRules;
import dev.gvtrace.replay.redact.rule.RedactionRulesReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The rules that gvtrace brings: what they take out, and what they leave. The secrets are invented. */
class BuiltInRedactionTest {
    private static final String SECRET = "S3cr";
    private static final String HEX = "0123456789abcdef0123456789abcdef";

    /** Kind of field, text beside it, value, rule. All of them have SECRET in the part that is a secret. */
    private static final List<List<String>> FIRING = List.of(
            List.of("environment", "", "DB_PASSWORD=S3cr", "secret-variable"),
            List.of("environment", "", "PGPASSWORD=S3cr=x", "secret-variable"),
            List.of("environment", "", "githubToken=S3cr", "secret-variable"),
            List.of("environment", "", "AWS_SECRET_ACCESS_KEY=S3cr/x+y", "secret-variable"),
            List.of("environment", "", "AWS_SESSION_TOKEN=S3cr", "secret-variable"),
            List.of("environment", "", "STRIPE_KEY=S3cr", "secret-variable"),
            List.of("environment", "", "MYSQL_PWD=S3cr", "secret-variable"),
            List.of("environment", "", "npm_config_auth=S3cr", "secret-variable"),
            List.of("environment", "", "SENTRY_DSN=S3cr", "secret-variable"),
            List.of("environment", "", "DATABASE_URL=postgres://app:S3cr@db/x", "url-password"),
            List.of("labels", "db.password", "S3cr", "secret-variable"),
            List.of("arguments", "", "--password=S3cr", "secret-option"),
            List.of("arguments", "--api-key", "S3cr", "secret-option"),
            List.of("arguments", "--client-secret", "S3cr", "secret-option"),
            List.of("arguments", "-u", "alice:S3cr", "user-and-password"),
            List.of("arguments", "", "-pS3cr9", "password-argument"),
            List.of("arguments", "", "mysql -u root -pS3cr -e x", "password-argument-in-text"),
            List.of("arguments", "", "tool --db-password S3cr run", "secret-option-in-text"),
            List.of("arguments", "", "export DB_PASSWORD='S3cr'; run", "secret-assignment"),
            List.of("arguments", "", "https://x/?access_token=S3cr&b=1", "secret-assignment"),
            List.of("labels", "", "{\"name\":\"X_KEY\",\"value\":\"S3cr\"}", "secret-variable-in-json"),
            List.of("arguments", "-H", "Authorization: Bearer S3cr.abcdefgh.ijkl", "authorization-header"),
            List.of("arguments", "-H", "PRIVATE-TOKEN: S3cr", "secret-header"),
            List.of("arguments", "", "bearer S3cr0123456789abcdef", "bearer-token"),
            List.of("text", "", "https://S3crabcdef0123456789@git.example/x", "url-token"),
            List.of("paths", "", "/x?X-Amz-Signature=S3cr" + HEX, "signed-url"),
            List.of("text", "", "-----BEGIN RSA PRIVATE KEY-----\nS3cr\n-----END RSA PRIVATE KEY-----", "private-key"),
            List.of("text", "", "eyJhbGciOiJI.eyJzdWIiOiI.S3cr", "json-web-token"),
            List.of("text", "", "AKIA" + "S3CR".repeat(4), "aws-key"),
            List.of("text", "", "AccountKey=S3cr" + HEX + HEX, "azure-key"),
            List.of("text", "", "AIza" + "S3cr" + HEX.substring(1), "google-key"),
            List.of("paths", "", "/tmp/ghp_S3cr" + HEX + "0", "github-token"),
            List.of("text", "", "glpat-S3cr0123456789abcdef", "gitlab-token"),
            List.of("text", "", "xoxb-S3cr-0123456789", "slack-token"),
            List.of("text", "", "https://hooks.slack.com/services/S3cr/0123456789abcdef", "slack-webhook"),
            List.of("text", "", "sk-proj-S3cr" + HEX, "model-api-key"),
            List.of("text", "", "sk_live_S3cr0123456789abcdef", "payment-key"),
            List.of("text", "", "npm_S3cr" + HEX, "package-token"),
            List.of("text", "", "hvs.S3cr" + HEX, "service-token"),
            List.of("arguments", "", "$6$S3cr$0123456789abcdef0123", "password-hash"),
            List.of("text", "", "AGE-SECRET-KEY-1" + "S3CR".repeat(13), "age-key"));

    /** Kind of field, text beside it, value. */
    private static final List<List<String>> SILENT = List.of(
            List.of("environment", "", "PATH=/usr/bin:/bin"),
            List.of("environment", "", "PWD=/srv/app"),
            List.of("environment", "", "OLDPWD=/srv"),
            List.of("environment", "", "KEYBOARD_LAYOUT=us-intl"),
            List.of("environment", "", "TOKENIZERS_PARALLELISM=false"),
            List.of("environment", "", "SSH_AUTH_SOCK=/tmp/ssh-1/agent.2"),
            List.of("environment", "", "MONKEY=banana"),
            List.of("environment", "", "DATABASE_URL=postgres://db.example:5432/x"),
            List.of("arguments", "", "--passwordless-login"),
            List.of("arguments", "-u", "1000:1000"),
            List.of("arguments", "-u", "root"),
            List.of("arguments", "", "-print0"),
            List.of("arguments", "", "-path"),
            List.of("arguments", "", "-p8080:80"),
            List.of("arguments", "", "-pthread"),
            List.of("arguments", "mkdir", "-p"),
            List.of("arguments", "", "--tokenizer=bert-base"),
            List.of("arguments", "", "echo $DB_PASSWORD"),
            List.of("arguments", "", "mysql -u root -e 'select 1'"),
            List.of("paths", "", "/etc/passwd"),
            List.of("paths", "", "/run/secrets/db"),
            List.of("paths", "", "/usr/lib/python3/dist-packages/token.py"),
            List.of("paths", "", "/opt/sk-learn-contrib/x"),
            List.of("text", "", "https://example.org/a@b"),
            List.of("text", "", "user@example.org:22"),
            List.of("ids", "", HEX + HEX),
            List.of("labels", "container.image", "registry:5000/app:1.2"));

    private static ValueRedactor redactor() {
        RedactionRulesReader reader = new RedactionRulesReader();
        assertThat(reader.add(RedactionRules.BUILT_IN, RedactionRules.builtIn()).errors())
                .isEmpty();
        ValueRedactor values = new ValueRedactor(reader.rules(), RedactionKey.discarded());
        values.secretsAreComplete();
        return values;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void secretsAreTakenOut() throws Exception {
        ValueRedactor values = redactor();
        for (List<String> each : FIRING) {
            Replaced replaced = values.text(FieldKind.of(each.get(0)), bytes(each.get(2)), bytes(each.get(1)));
            assertThat(replaced).as(each.toString()).isNotNull();
            String text = new String(replaced.value(), StandardCharsets.UTF_8);
            assertThat(text)
                    .as(each.toString())
                    .doesNotContainIgnoringCase(SECRET)
                    .contains(Markers.BEGIN);
            assertThat(replaced.spans().stream().map(Span::rule))
                    .as(each.toString())
                    .contains(each.get(3));
        }
    }

    @Test
    void theRestStays() throws Exception {
        ValueRedactor values = redactor();
        List<String> changed = new ArrayList<>();
        for (List<String> each : SILENT) {
            Replaced replaced = values.text(FieldKind.of(each.get(0)), bytes(each.get(2)), bytes(each.get(1)));
            if (replaced != null) {
                changed.add(each + " by " + replaced.spans());
            }
        }
        assertThat(changed).isEmpty();
    }

    @Test
    void eachRuleHasAnExample() {
        RedactionRulesReader reader = new RedactionRulesReader();
        reader.add(RedactionRules.BUILT_IN, RedactionRules.builtIn());
        Set<String> names = new TreeSet<>();
        reader.rules().rules().forEach(rule -> names.add(rule.name()));
        Set<String> shown = new TreeSet<>();
        FIRING.forEach(each -> shown.add(each.get(3)));
        assertThat(shown).isEqualTo(names);
    }
}
