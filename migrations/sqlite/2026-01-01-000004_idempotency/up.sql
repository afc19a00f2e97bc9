-- Answers to requests that came with an Idempotency-Key: the same request again gets the same answer and
-- does nothing. Written in the transaction of the work. fingerprint is the SHA-256 of the request.
CREATE TABLE answered_requests (
    token_id TEXT NOT NULL,
    request_key TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    answer TEXT NOT NULL,
    answered_at BIGINT NOT NULL,
    CONSTRAINT answered_requests_pk PRIMARY KEY (token_id, request_key)
);
