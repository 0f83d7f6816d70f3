package dev.hathora.operator.settings;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

import org.jspecify.annotations.Nullable;

/** CA certificates that are trusted in addition to the system's. */
public record CaCertificates(List<X509Certificate> certificates) {
    /** The CA bundle of a whole system has a quarter of this size. */
    private static final int MAX_BYTES = 1 << 20;
    private static final Pattern PEM = Pattern
            .compile("-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\\s]+)-----END CERTIFICATE-----");

    /**
     * Reads a file with one or more PEM certificates. Other content, such as comments, is ignored.
     *
     * @throws IllegalStateException if it contains no certificate, or one that can't be read; the message says why
     */
    public static CaCertificates read(Path file) {
        List<String> encoded = PEM.matcher(text(file)).results().map((MatchResult result) -> result.group(1)).toList();
        if (encoded.isEmpty()) {
            throw new IllegalStateException(
                    "the file " + file + " contains no PEM certificate (-----BEGIN CERTIFICATE-----)");
        }
        List<X509Certificate> certificates = new ArrayList<>();
        for (String base64 : encoded) {
            try {
                byte[] der = Base64.getMimeDecoder().decode(base64);
                certificates.add((X509Certificate) CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(der)));
            } catch (CertificateException | IllegalArgumentException e) {
                throw new IllegalStateException("certificate %d of the file %s can't be read: %s"
                        .formatted(certificates.size() + 1, file, e.getMessage()), e);
            }
        }
        return new CaCertificates(List.copyOf(certificates));
    }

    private static String text(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IllegalStateException("the file " + file + " is larger than 1 MiB");
            }
            return new String(bytes, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new IllegalStateException("the file " + file + " does not exist", e);
        } catch (AccessDeniedException e) {
            throw new IllegalStateException("the file " + file + " is not readable by this user", e);
        } catch (IOException e) {
            throw new IllegalStateException("the file " + file + " can't be read: " + e.getMessage(), e);
        }
    }

    /** A TLS context that trusts these and the JVM's CAs. */
    public SSLContext tls() {
        try {
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(null, trustManagers(trusted()), null);
            return tls;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the JVM can't do TLS", e);
        }
    }

    /** A key store with these and the JVM's CAs. */
    KeyStore trusted() throws GeneralSecurityException, IOException {
        List<X509Certificate> all = new ArrayList<>(certificates);
        for (TrustManager manager : trustManagers(null)) {
            if (manager instanceof X509TrustManager x509) {
                all.addAll(Arrays.asList(x509.getAcceptedIssuers()));
            }
        }
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        for (X509Certificate certificate : all) {
            trusted.setCertificateEntry(Integer.toString(trusted.size()), certificate);
        }
        return trusted;
    }

    /**
     * @param trusted the trusted certificates; null for the JVM's CAs
     */
    private static TrustManager[] trustManagers(@Nullable KeyStore trusted) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return factory.getTrustManagers();
    }

    /** All certificates in PEM format. */
    public String pem() {
        return certificates.stream().map(CaCertificates::pem).collect(Collectors.joining());
    }

    private static String pem(X509Certificate certificate) {
        try {
            return "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder(64, new byte[]{'\n'})
                    .encodeToString(certificate.getEncoded()) + "\n-----END CERTIFICATE-----\n";
        } catch (CertificateException e) {
            throw new IllegalStateException("a certificate that was read can't be written", e);
        }
    }
}
