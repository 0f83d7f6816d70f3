package dev.hathora.operator.settings;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;

import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

import dev.hathora.operator.testing.CompanyTls;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a file of certificates may hold. */
@TestInstance(Lifecycle.PER_CLASS)
class CaCertificatesTest {
    private final Path directory;
    private String pem = "";

    CaCertificatesTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeAll
    void makeOne() throws Exception {
        try (CompanyTls company = new CompanyTls(directory)) {
            pem = Files.readString(company.authority());
        }
    }

    private CaCertificates read(String content) throws Exception {
        return CaCertificates.read(Files.writeString(directory.resolve("bundle"), content));
    }

    @Test
    void severalAndCommentsAreFine() throws Exception {
        CaCertificates two = read("# Company\n" + pem + "\nsubject=CN=Company\n" + pem.replace("\n", "\r\n"));

        assertThat(two.certificates()).hasSize(2).allSatisfy(
                certificate -> assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=Company"));
        assertThat(read(two.pem())).as("written and read again").isEqualTo(two);
    }

    @Test
    void theyAreTrustedBesideThoseOfTheSystem() throws Exception {
        TrustManagerFactory system = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        system.init((KeyStore) null);
        X509Certificate[] known = ((X509TrustManager) system.getTrustManagers()[0]).getAcceptedIssuers();
        CaCertificates company = read(pem);

        KeyStore trusted = company.trusted();

        assertThat(known).isNotEmpty();
        assertThat(Collections.list(trusted.aliases())).hasSize(known.length + 1);
        for (X509Certificate certificate : known) {
            assertThat(trusted.getCertificateAlias(certificate)).isNotNull();
        }
        assertThat(trusted.getCertificateAlias(company.certificates().getFirst())).isNotNull();
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                 | the file FILE contains no PEM certificate (-----BEGIN CERTIFICATE-----) | empty
            secret             | the file FILE contains no PEM certificate (-----BEGIN CERTIFICATE-----) | no PEM
            KEY                | the file FILE contains no PEM certificate (-----BEGIN CERTIFICATE-----) | a private key
            CUT                | the file FILE contains no PEM certificate (-----BEGIN CERTIFICATE-----) | cut off
            PEM BROKEN         | certificate 2 of the file FILE can't be read: | one is broken
            """)
    void anythingElseIsTold(String content, String message, String what) {
        String broken = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

        assertThatThrownBy(() -> read(content.replace("KEY", broken.replace("CERTIFICATE", "PRIVATE KEY"))
                .replace("CUT", pem.substring(0, 100)).replace("PEM", pem).replace("BROKEN", broken)))
                .as(what).isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(message.replace("FILE", directory.resolve("bundle").toString()))
                .hasMessageNotContaining("secret");
    }

    @Test
    void aFileThatCanNotBeReadIsTold() {
        assertThatThrownBy(() -> CaCertificates.read(directory.resolve("absent")))
                .hasMessage("the file " + directory.resolve("absent") + " does not exist");
        assertThatThrownBy(() -> read(pem + "#".repeat(1 << 20)))
                .hasMessage("the file " + directory.resolve("bundle") + " is larger than 1 MiB");
        assertThatThrownBy(() -> CaCertificates.read(directory))
                .hasMessageStartingWith("the file " + directory + " can't be read: ");
    }

    /** The system's file of certificates holds comments, and hundreds of them. */
    @Test
    void aWholeBundleIsRead() throws Exception {
        Path cacerts = Path.of(System.getProperty("java.home"), "lib", "security", "cacerts");
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        try (InputStream in = Files.newInputStream(cacerts)) {
            store.load(in, null);
        }
        StringBuilder bundle = new StringBuilder();
        for (String alias : Collections.list(store.aliases())) {
            bundle.append(alias).append('\n')
                    .append(new CaCertificates(List.of((X509Certificate) store.getCertificate(alias))).pem());
        }

        assertThat(read(bundle.toString()).certificates()).hasSize(store.size());
    }
}
