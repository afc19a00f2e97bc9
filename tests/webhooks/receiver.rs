//! The reference receiver, called by real webhooks over a real connection.

use std::sync::Arc;

use hosopost::base::Ids;
use hosopost::jobs::Stop;
use hosopost::web::receiver::book::Book;
use hosopost::web::receiver::{self, Receiver};
use serde_json::{Value, json};

use super::bench::{Bench, id, trusted};
use crate::kit::databases::on_both;
use crate::kit::province::CENTRE;

/// A receiver on a thread of its own, until it is dropped.
struct Running {
    address: std::net::SocketAddr,
    stop: Stop,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Running {
    fn new(listener: std::net::TcpListener, received: &Arc<Receiver>) -> Self {
        let address = listener.local_addr().unwrap();
        let stop = Stop::default();
        let thread = std::thread::spawn({
            let (received, stop) = (received.clone(), stop.clone());
            move || {
                let runtime =
                    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                runtime.block_on(async {
                    listener.set_nonblocking(true).unwrap();
                    let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                    let asked = async move { stop.asked().await };
                    receiver::serve(&received, listener, asked).await.unwrap();
                });
            }
        });
        Self { address, stop, thread: Some(thread) }
    }

    fn ask(&self, request: &str) -> String {
        use std::io::{Read, Write};
        let mut stream = std::net::TcpStream::connect(self.address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn page(&self, path: &str) -> String {
        self.ask(&format!("GET {path} HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n"))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.ask();
        self.thread.take().unwrap().join().unwrap();
    }
}

/// A result is ordered back to the person of case 1, and delivered.
fn give_back(bench: &mut Bench) -> Value {
    let person =
        json!({"name": "Nguyễn Văn Mẫu", "phone": "0912345123", "address": {"text": "Thôn Mẫu"}});
    let order = json!({
        "case_code": "H27.00-250408-0001", "service": "return", "from": {"point": CENTRE},
        "to": {"person": person}, "papers": [],
    });
    let answer = bench.app.post("/api/v1/legs").token(&bench.admin).json(&order).send();
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["legs"][0]["tracking_number"].clone()
}

fn scan(bench: &Bench, n: u32, action: &str, code: &Value, more: &Value) {
    let mut scan = json!({
        "id": format!("01961a2b-7c00-7000-9000-{n:012}"), "action": action, "code": code,
        "at": CENTRE, "as": "post", "happened_at": bench.now().to_string(),
    });
    scan.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let body = json!({"device": "may-quet-01", "scans": [scan]});
    let answer = bench.app.post("/api/v1/scans").token(&bench.admin).json(&body).send();
    assert_eq!(answer.json()["results"][0]["outcome"], "recorded", "{}", answer.text());
}

#[test]
fn a_case_goes_from_nine_to_ten_when_its_result_reaches_the_person_and_no_scan_sets_two() {
    on_both(|db| {
        let mut bench = Bench::on(db.fresh());
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let webhook = bench.webhook(&json!({"url": url}));
        let clock = bench.app.app.clock.clone();
        let dir = tempfile::tempdir().unwrap();
        let book = Book::open(&dir.path().join("heard.jsonl")).unwrap();
        let keys = trusted(&webhook, "public_key");
        let received = Receiver::new(keys, book, clock, Ids::Random);
        let running = Running::new(listener, &received);
        let page = || running.page("/cases/H27.00-250408-0001");

        let tried = bench.ask(&id(&webhook), "test", &json!({}));
        assert_eq!((&tried["outcome"], &tried["status"]), (&json!("acknowledged"), &json!(204)));
        bench.cases(1..=2, 2);
        bench.settle();
        assert!(page().contains("Theo hệ thống một cửa"), "{}", page());
        let number = give_back(&mut bench);
        bench.settle();
        assert!(page().contains("9 · Đã xử lý xong"));
        scan(&bench, 1, "accept", &number, &json!({}));
        scan(&bench, 2, "deliver", &number, &json!({"receiver": "addressee"}));
        bench.settle();
        assert!(page().contains("10 · Đã trả kết quả"));
        // Told again, nothing is counted twice.
        let facts = || received.read(|book| book.cases()["H27.00-250408-0001"].facts.len());
        let before = facts();
        bench.ask(&id(&webhook), "replay", &json!({"after": "0"}));
        bench.settle();
        assert_eq!(facts(), before);
        let list = running.page("/?lang=en");
        assert!(list.contains("H27.00-250408-0001") && list.contains("10 · Result returned"));
        assert!(list.contains("content-security-policy"), "{list}");
        assert!(running.page("/cases/none").starts_with("HTTP/1.1 404"));
    });
}

#[test]
fn what_is_not_signed_by_the_sender_is_not_taken() {
    let bench = Bench::sqlite();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let webhook = bench.webhook(&json!({"url": url}));
    let other = bench.webhook(&json!({"url": url}));
    let clock = bench.app.app.clock.clone();
    let received = Receiver::new(trusted(&other, "secret"), Book::default(), clock, Ids::Random);
    let running = Running::new(listener, &received);
    let tried = bench.ask(&id(&webhook), "test", &json!({}));
    assert_eq!((&tried["status"], &tried["outcome"]), (&json!(401), &json!("rejected")));
    assert_eq!(bench.ask(&id(&other), "test", &json!({}))["status"], 204);
    for (headers, expected) in [
        ("", "400"),
        ("webhook-id: 1\r\nwebhook-timestamp: now\r\nwebhook-signature: v1,x\r\n", "401"),
        ("webhook-id: 1\r\nwebhook-timestamp: 1744079400\r\nwebhook-signature: v1,x\r\n", "401"),
    ] {
        let answer = running.ask(&format!(
            "POST /hook HTTP/1.1\r\nhost: h\r\n{headers}content-length: 2\r\nconnection: close\r\n\r\n{{}}"
        ));
        assert!(answer.starts_with(&format!("HTTP/1.1 {expected}")), "{headers}: {answer}");
    }
    let huge = "x".repeat(70_000);
    let answer = running.ask(&format!(
        "POST /hook HTTP/1.1\r\nhost: h\r\ncontent-length: 70000\r\nconnection: close\r\n\r\n{huge}"
    ));
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
}
