package io.movein.standin.github;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** A headless Chromium with a profile of its own. A test is skipped where there is none. */
final class Browser implements AutoCloseable {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Path PICTURES = Path.of("target", "screenshots");

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    static Browser start(Path profile) {
        assumeTrue(Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER),
                "the pages are not tested: no " + CHROMIUM + " and " + DRIVER + " (Debian packages chromium, chromium-driver)");
        var service = new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile()).build();
        var options = new ChromeOptions().setBinary(CHROMIUM.toFile()).addArguments("--headless=new", "--no-sandbox", "--disable-gpu",
                "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--user-data-dir=" + profile);
        var driver = new ChromeDriver(service, options);
        driver.manage().timeouts().pageLoadTimeout(Duration.ofSeconds(20));
        driver.manage().window().setSize(new Dimension(1280, 1000));
        return new Browser(driver);
    }

    /** Cookies belong to a host whatever its port: without this, one test would look with another's eyes. */
    void forget() {
        driver.manage().deleteAllCookies();
    }

    void open(URI page) {
        driver.get(page.toString());
    }

    URI at() {
        return URI.create(driver.getCurrentUrl());
    }

    WebElement find(String css) {
        return driver.findElement(By.cssSelector(css));
    }

    boolean has(String css) {
        return !driver.findElements(By.cssSelector(css)).isEmpty();
    }

    String text() {
        return find("body").getText();
    }

    void type(String css, String text) {
        find(css).clear();
        find(css).sendKeys(text);
    }

    void click(String css) {
        find(css).click();
    }

    /** Clicks what leads to another page and waits until that is there; the old page's script may swap elements meanwhile. */
    void go(String css) throws InterruptedException {
        var old = find("html");
        await(css + " can be clicked", () -> clicked(css));
        await("the page after " + css, () -> gone(old) && "complete".equals(script("return document.readyState")));
    }

    private boolean clicked(String css) {
        try {
            click(css);
            return true;
        } catch (StaleElementReferenceException | NoSuchElementException notNow) {
            return false;
        }
    }

    private static boolean gone(WebElement element) {
        try {
            element.isEnabled();
            return false;
        } catch (StaleElementReferenceException e) {
            return true;
        }
    }

    Object script(String javaScript) {
        return driver.executeScript(javaScript);
    }

    void viewAs(String login) throws InterruptedException {
        click(".viewer summary");
        go(".viewer button[value='" + login + "']");
    }

    void await(String what, BooleanSupplier condition) throws InterruptedException {
        var until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > until) {
                throw new AssertionError("after 10 s still not so: " + what + "; the page says: " + text());
            }
            Thread.sleep(50);
        }
    }

    void picture(String name) throws IOException {
        Files.createDirectories(PICTURES);
        Files.write(PICTURES.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    }

    @Override
    public void close() {
        driver.quit();
    }
}
