def test_list(client):
    assert client.get("/api/v1/events").json["meta"]["total"] == 19
