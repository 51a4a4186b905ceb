// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ServiceConfigurationError;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The providers of these interfaces are listed in {@code META-INF/services} of the test resources. */
class ProvidersTest {
    /** Has a provider. */
    public interface Sound {}

    /** Its provider. */
    public static final class Whole implements Sound {}

    /** Has a provider whose constructor throws. */
    public interface Throwing {}

    /** Its provider. */
    public static final class Thrower implements Throwing {
        /** Always throws. */
        public Thrower() {
            throw new IllegalStateException("no licence");
        }
    }

    /** Has a provider whose class does not exist. */
    public interface Missing {}

    /** Has a provider of the wrong type. */
    public interface Foreign {}

    private static String refusal(Class<?> type) {
        Throwable[] thrown = new Throwable[1];
        assertThatThrownBy(() -> Providers.installed(type, "thing"))
                .isInstanceOf(ProviderException.class)
                .satisfies(e -> thrown[0] = e);
        return String.valueOf(thrown[0].getMessage());
    }

    private static String expected(Class<?> type) {
        return ": expected a class that implements " + type.getName()
                + ", with a public constructor without parameters";
    }

    @Test
    void areCreatedInTheOrderOfTheClassPath() throws ProviderException {
        assertThat(Providers.installed(Sound.class, "thing")).hasSize(1).hasOnlyElementsOfType(Whole.class);
        assertThat(Providers.installed(Runnable.class, "thing")).isEmpty();
    }

    @Test
    void oneThatCannotBeCreatedIsNamedWithTheReason() {
        assertThat(refusal(Throwing.class))
                .isEqualTo("invalid thing provider: " + Thrower.class.getName()
                        + " could not be instantiated: java.lang.IllegalStateException: no licence"
                        + expected(Throwing.class));
        assertThat(refusal(Missing.class))
                .isEqualTo("invalid thing provider: dev.gvtrace.replay.provider.Nowhere not found"
                        + expected(Missing.class));
        assertThat(refusal(Foreign.class))
                .isEqualTo("invalid thing provider: " + Whole.class.getName() + " not a subtype"
                        + expected(Foreign.class));
    }

    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, ServiceConfigurationError.class, NoClassDefFoundError.class})
    void anExceptionIsReportedWithItsClass(Class<? extends Throwable> thrown) {
        Supplier<String> provider = () -> {
            try {
                throw thrown.getConstructor(String.class).newInstance("broken");
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new AssertionError(e);
            }
        };
        assertThatThrownBy(() -> Providers.call(provider, "thing", provider::get))
                .isInstanceOf(ProviderException.class)
                .hasMessage("invalid thing provider: " + provider.getClass().getName()
                        + ": expected no exception, found " + thrown.getName() + ": broken")
                .hasCauseInstanceOf(thrown);
    }
}
