// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.stamp;

import dev.gvtrace.text.FileNames;
import dev.gvtrace.trace.FileErrors;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The certificates that an authority's has to lead to. Whether one was revoked is not asked: that needs a network.
 * Immutable.
 */
final class TrustedAuthorities {
    private static final int MOST_BYTES = 8 << 20;

    private final Path file;
    private final List<X509Certificate> certificates;

    private TrustedAuthorities(Path file, List<X509Certificate> certificates) {
        this.file = file;
        this.certificates = certificates;
    }

    /**
     * The certificates of a PEM file.
     *
     * @throws IOException when it cannot be read, or has none
     */
    static TrustedAuthorities read(Path pem) throws IOException {
        try {
            if (Files.size(pem) > MOST_BYTES) {
                throw new IOException("larger than " + MOST_BYTES + " bytes, expected certificates (PEM)");
            }
            List<X509Certificate> certificates = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(pem)))
                    .stream()
                    .filter(X509Certificate.class::isInstance)
                    .map(X509Certificate.class::cast)
                    .toList();
            if (certificates.isEmpty()) {
                throw new IOException("no certificate in it, expected PEM");
            }
            return new TrustedAuthorities(pem, certificates);
        } catch (GeneralSecurityException e) {
            throw new IOException(FileNames.text(pem) + ": not certificates, expected PEM", e);
        } catch (IOException e) {
            throw new IOException(FileErrors.text(pem, e), e);
        }
    }

    List<X509Certificate> certificates() {
        return certificates;
    }

    /**
     * Checks that a certificate led to a trusted one at a time.
     *
     * @param others certificates that may be between
     * @return the subject of the trusted one
     */
    String root(X509Certificate certificate, Collection<X509Certificate> others, Date time)
            throws InvalidStampException {
        if (certificates.contains(certificate)) {
            return name(certificate);
        }
        Set<TrustAnchor> anchors = new HashSet<>();
        certificates.forEach(each -> anchors.add(new TrustAnchor(each, null)));
        X509CertSelector target = new X509CertSelector();
        target.setCertificate(certificate);
        try {
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, target);
            parameters.setRevocationEnabled(false);
            parameters.setDate(time);
            Set<X509Certificate> all = new HashSet<>(others);
            all.add(certificate);
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(all)));
            PKIXCertPathBuilderResult built = (PKIXCertPathBuilderResult)
                    CertPathBuilder.getInstance("PKIX").build(parameters);
            Instant at = time.toInstant();
            X509Certificate root = built.getTrustAnchor().getTrustedCert();
            if (at.isAfter(root.getNotAfter().toInstant())
                    || at.isBefore(root.getNotBefore().toInstant())) {
                throw new InvalidStampException(
                        "by an authority whose root, " + name(root) + ", was not valid at the time of the stamp");
            }
            return name(root);
        } catch (CertPathBuilderException e) {
            throw new InvalidStampException(
                    "by an authority, " + name(certificate) + ", whose certificate does not lead to one of "
                            + FileNames.text(file) + " (" + names() + ")",
                    e);
        } catch (GeneralSecurityException e) {
            throw new InvalidStampException("with certificates that cannot be checked: " + e.getMessage(), e);
        }
    }

    private String names() {
        String some =
                certificates.stream().limit(3).map(TrustedAuthorities::name).collect(Collectors.joining("; "));
        return certificates.size() > 3 ? some + "; …" : some;
    }

    static String name(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }
}
